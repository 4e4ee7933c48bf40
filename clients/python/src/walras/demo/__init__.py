"""The two-minute tour, ``python -m walras.demo``: a society that learns what to bid, over gRPC."""
