"""Errors that a user can mend: each says what happened, where, and what to do."""


class InputError(Exception):
    """Something the user gave (a film, a model, a site file, a detection file) cannot be used.

    The message is complete: it is printed as it is, without a traceback, and the command
    exits with status 2.
    """
