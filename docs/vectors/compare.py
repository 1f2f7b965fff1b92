"""The one comparison everything ends in."""


def same(found, expected, what):
    if found != expected:
        raise AssertionError(f"{what}: computed {str(found)[:200]}, the vector says {str(expected)[:200]}")
