"""What all tests share."""

from hypothesis import settings

pytest_plugins = ["support.deck", "support.gateway", "support.penny", "support.players", "support.restoring"]

# A busy machine fails no example by the clock, and whoever runs a commit again sees the same examples.
# To search for others: `pytest --hypothesis-profile=default`.
settings.register_profile("penny", deadline=None, derandomize=True)
settings.load_profile("penny")
