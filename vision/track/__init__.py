"""Identities within one camera, for as long as a person is in view and no longer.

Association uses boxes and time only: no appearance is ever read.
"""
