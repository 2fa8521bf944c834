"""Language: messages in, tokens and tool calls out."""
