"""The gateway: the conversation, its turns and its doors."""
