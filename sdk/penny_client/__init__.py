"""The client SDK of Penny: hold a conversation from Python."""
