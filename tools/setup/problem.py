"""What a person has to mend before the set-up can go on."""


class SetupProblem(Exception):  # noqa: N818, for a person it is no error of the program
    """Its message is the one line that says what is missing and how to get it."""
