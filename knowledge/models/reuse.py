"""How captured knowledge is used again. These rows are private: figures count them, nobody reads them by name."""

from django.conf import settings
from django.db import models

from knowledge.models.article import Article


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


class SearchLog(models.Model):
    """A search and how many results it had. Who asked is dropped when the search session ends."""

    query = models.CharField(max_length=200)
    results = models.PositiveIntegerField()
    clicked = models.ForeignKey(Article, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    asker = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["at"], name="search_log_at")]

    def __str__(self) -> str:
        return self.query
