"""Penny on one machine: her six services as processes, looked after."""
