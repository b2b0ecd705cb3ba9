from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    name = "knowledge"

    def ready(self) -> None:
        from knowledge.notices import register_kinds
        from knowledge.panels import register_panels
        from knowledge.receivers import follow_consents, open_draft, read_live_notes, suggest_writers
        from knowledge.services.inbox_mails import take_recordings
        from peerlearn.outbox.inbound import take_mails
        from rituals.signals import recording_consent_changed, session_held, teacher_candidates

        register_kinds()
        register_panels()
        take_mails("recordings", take_recordings)
        session_held.connect(open_draft, dispatch_uid="knowledge.open_draft")
        session_held.connect(read_live_notes, dispatch_uid="knowledge.read_live_notes")  # behind: it needs the draft
        recording_consent_changed.connect(follow_consents, dispatch_uid="knowledge.follow_consents")
        teacher_candidates.connect(suggest_writers, dispatch_uid="knowledge.suggest_writers")
