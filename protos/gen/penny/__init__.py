"""Stubs generated from protos/penny/v1 by `make protos`."""
