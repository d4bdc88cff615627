"""Lines, zones, dwell and heat: geometry and timed state machines. Pure: no OpenCV, no clock.

Positions are in pixels, x to the right and y down; times are capture times in seconds.
"""
