"""DECK: the only place where anything is kept."""

import os

# uvloop forks to start a process, and gRPC's handlers of forks crash the new one before it becomes what it is to be:
# measured, 115 of 300 while calls were served, and none without the handlers. gRPC asks when it is first imported.
os.environ.setdefault("GRPC_ENABLE_FORK_SUPPORT", "0")
