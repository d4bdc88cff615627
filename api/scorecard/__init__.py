"""The phygital scorecard of a store, over the network."""
