"""How fast it is, as ratios against a floor or a peer that took turns with it in the same run."""
