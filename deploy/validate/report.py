"""The mistakes found so far, each with its place."""


class Report:
    """Collects mistakes; each is one line."""

    def __init__(self):
        self.mistakes = []

    def require(self, holds, where, what):
        if not holds:
            self.mistakes.append(f"{where}: {what}")
