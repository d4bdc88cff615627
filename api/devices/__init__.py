"""Devices: how a box is given a token of its own, changes it and loses it."""
