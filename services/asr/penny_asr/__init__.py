"""Recognition: audio in, words out while they are spoken.

Some libraries read their environment when they are loaded, so what Penny wants there is said here, before any of them:
threads that spin while they wait would take the cores from the next stage, and weights are fetched by
`penny models pull`, never by an engine. Whoever sets these variables knows better.
"""

import os

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # CTranslate2's threads
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # numpy's: one product of small matrices a decoding
os.environ.setdefault("HF_HUB_OFFLINE", "1")
