"""What the instance knows about itself: whether its company is the demo's, and up to which day that one has lived."""

from django.db import models


class DemoCompany(models.Model):
    """The demo company of this database; a database without this row belongs to a real one.

    Days are the organisation's. Everything before `continued_to` has happened; sessions before `planned_to` were given
    their teachers once, so that what people change afterwards is theirs.
    """

    seed = models.BigIntegerField()
    started_on = models.DateField(help_text="The day of the first start, at whose first instant the story was written.")
    continued_to = models.DateField()
    planned_to = models.DateField()

    def __str__(self) -> str:
        return f"Demo company of {self.started_on}"
