"""What all tests share."""

pytest_plugins = ["support.deck", "support.gateway", "support.penny", "support.players", "support.restoring"]
