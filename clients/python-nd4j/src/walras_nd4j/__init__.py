"""ND4J and its native libraries, as archives that ``walras_server`` puts on its class path."""
