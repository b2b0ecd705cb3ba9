from django.apps import AppConfig
from django.utils.translation import ngettext


class TopicsConfig(AppConfig):
    name = "peerlearn.topics"
    label = "topics"

    def ready(self) -> None:
        from peerlearn.topics.filing import counted_as

        counted_as("follows", lambda n: ngettext("%(count)d person who follows", "%(count)d people who follow", n))
        counted_as("synonyms", lambda n: ngettext("%(count)d other name", "%(count)d other names", n))
        counted_as(
            "owners", lambda n: ngettext("%(count)d person who looks after it", "%(count)d people who look after it", n)
        )
        counted_as("reviewers", lambda n: ngettext("%(count)d expert", "%(count)d experts", n))
        counted_as("former_slugs", lambda n: ngettext("%(count)d former address", "%(count)d former addresses", n))
