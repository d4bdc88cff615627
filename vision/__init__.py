"""The edge box: frames in, anonymous records out.

Importing this package loads neither OpenCV, PyAV, OpenVINO nor torch; the modules that
need them import them when they are used.
"""
