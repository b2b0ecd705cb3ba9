"""How captured knowledge is used again. These rows are private: figures count them, nobody reads them by name."""

from django.conf import settings
from django.db import models

from knowledge.models.article import Article, Snippet


class Opening(models.Model):
    """A person opened an article on a day; counted once a day."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="openings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "user", "day"], name="opened_once_a_day")]
        indexes = [models.Index(fields=["day"], name="opening_day")]

    def __str__(self) -> str:
        return f"{self.article}, {self.day}"


class Helped(models.Model):
    """ "This helped me": one click of somebody who attended or opened it; clicking again takes it back."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="helped")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "user"], name="helps_a_person_once")]

    def __str__(self) -> str:
        return str(self.article)


class Watched(models.Model):
    """How long a person watched a recording on a day; two minutes make a learner."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="watched")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    seconds = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "user", "day"], name="watched_once_a_day")]
        indexes = [models.Index(fields=["day"], name="watched_day")]

    def __str__(self) -> str:
        return f"{self.article}, {self.day}"


class Copied(models.Model):
    """A person copied something of an article on a day; `snippet` is what, as long as it stands there."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="copied")
    snippet = models.ForeignKey(Snippet, on_delete=models.SET_NULL, null=True, blank=True, related_name="copied")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["article", "snippet", "user", "day"], name="copied_once_a_day", nulls_distinct=False
            )
        ]
        indexes = [models.Index(fields=["day"], name="copied_day")]

    def __str__(self) -> str:
        return f"{self.article}, {self.day}"


class SearchLog(models.Model):
    """A search and how many results it had. Who asked is dropped when the search session ends."""

    query = models.CharField(max_length=200)
    results = models.PositiveIntegerField()
    clicked = models.ForeignKey(Article, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    asker = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    asker_mark = models.CharField(
        max_length=32, blank=True, help_text="A keyed digest of query and asker: counts askers, names nobody."
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["at"], name="search_log_at")]

    def __str__(self) -> str:
        return self.query
