"""The phygital scorecard: ten figures of the shop, its web site and its customers together."""
