"""The one number below which people are not shown as a group of their own."""

SMALLEST_GROUP = 5


def may_be_told_apart(part: int, whole: int) -> bool:
    """Whether `part` of `whole` people may be shown: neither the part nor the rest is so few that they are known."""
    return part >= SMALLEST_GROUP and (whole == part or whole - part >= SMALLEST_GROUP)
