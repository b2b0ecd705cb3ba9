from django.apps import AppConfig
from django.utils.translation import ngettext


class KnowledgeConfig(AppConfig):
    name = "knowledge"

    def ready(self) -> None:
        from django.core.checks import register

        from knowledge.checks import check_extras
        from knowledge.notices import register_kinds
        from knowledge.panels import register_panels
        from knowledge.receivers import file_anew, follow_consents, open_draft, read_live_notes, suggest_writers
        from knowledge.services import exports, filing, transcription, wiki_import
        from knowledge.services.inbox_mails import take_recordings
        from knowledge.tasks import export_articles, file_articles, import_wiki, transcribe_recording
        from peerlearn.jobs.services.waiting import done_by
        from peerlearn.outbox.inbound import take_mails
        from peerlearn.topics.filing import counted_as
        from peerlearn.topics.signals import topics_merged
        from rituals.signals import recording_consent_changed, session_held, teacher_candidates

        register(check_extras)
        register_kinds()
        register_panels()
        take_mails("recordings", take_recordings)
        done_by(export_articles, exports.EVERYTHING, exports.OWN)
        done_by(import_wiki, wiki_import.KIND)
        done_by(file_articles, filing.KIND)
        done_by(transcribe_recording, transcription.KIND)
        session_held.connect(open_draft, dispatch_uid="knowledge.open_draft")
        session_held.connect(read_live_notes, dispatch_uid="knowledge.read_live_notes")  # behind: it needs the draft
        recording_consent_changed.connect(follow_consents, dispatch_uid="knowledge.follow_consents")
        teacher_candidates.connect(suggest_writers, dispatch_uid="knowledge.suggest_writers")
        counted_as("articles", lambda n: ngettext("%(count)d article", "%(count)d articles", n))
        topics_merged.connect(file_anew, dispatch_uid="knowledge.file_anew")
