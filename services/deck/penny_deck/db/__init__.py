"""PostgreSQL: DECK's own or another; the only place of Penny that knows asyncpg and SQL."""
