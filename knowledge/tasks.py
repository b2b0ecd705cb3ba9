"""Doors for the timetable: what keeps search good overnight."""

from celery import shared_task


@shared_task(name="knowledge.refresh_search")
def refresh_search() -> None:
    """Freshness and reuse of today in every ranking, and the words for "did you mean". Safe to run twice."""
    from django.utils import timezone

    from knowledge.services.indexing import rebuild_vocabulary, refresh_priors
    from knowledge.services.packing import pack_index

    refresh_priors(now=timezone.now())
    rebuild_vocabulary()
    pack_index()


@shared_task(name="knowledge.pack_index")
def pack_index() -> None:
    """Pack what search reads most, when much has changed, as after an import. Safe to run twice."""
    from knowledge.services.packing import pack_if_much_changed

    pack_if_much_changed()


@shared_task(name="knowledge.index_meaning")
def index_meaning() -> None:
    """Read new and changed passages for search by meaning, for a minute and a half. Safe to run twice."""
    from time import monotonic

    from knowledge.meaning import local_encoder
    from knowledge.selectors.meaning import is_indexed
    from knowledge.services.meaning import add_missing

    encoder, until = local_encoder(), monotonic() + 90
    if encoder and is_indexed(encoder):
        add_missing(encoder, go_on=lambda: monotonic() < until)


@shared_task(name="knowledge.reconcile_captures")
def reconcile_captures() -> None:
    """Each session says "captured" exactly when its article does, and nothing is heard that was refused.

    Safe to run twice.
    """
    from django.utils import timezone

    from knowledge.services.capture import reconcile
    from knowledge.services.consents import follow_all

    follow_all()
    reconcile(now=timezone.now())


@shared_task(name="knowledge.forget_askers")
def forget_askers() -> None:
    """Who searched is dropped when the search is over."""
    from django.utils import timezone

    from knowledge.services.search_log import forget_askers

    forget_askers(now=timezone.now())


@shared_task(name="knowledge.materialise_owed")
def materialise_owed() -> None:
    """Put into the outbox what captures still owe, each to whoever owes it. Safe to run twice."""
    from django.utils import timezone

    from knowledge.services.owed import materialise_owed

    materialise_owed(now=timezone.now())


@shared_task(name="knowledge.materialise_expiry")
def materialise_expiry() -> None:
    """Ask for recordings that their provider will delete. Safe to run twice."""
    from django.utils import timezone

    from knowledge.services.expiry import materialise_expiry

    materialise_expiry(now=timezone.now())


@shared_task(name="knowledge.end_recordings")
def end_recordings() -> None:
    """Tell of recordings whose time is nearly over, and delete those whose time is. Safe to run twice."""
    from django.utils import timezone

    from knowledge.services.endings import end_recordings, materialise_endings

    materialise_endings(now=timezone.now())
    end_recordings(now=timezone.now())


@shared_task(name="knowledge.ask_for_reviews")
def ask_for_reviews() -> None:
    """Ask for guides that should be looked at again. Safe to run twice."""
    from django.utils import timezone

    from knowledge.services.guides import ask_for_reviews

    ask_for_reviews(now=timezone.now())


@shared_task(name="knowledge.tell_much_copied")
def tell_much_copied() -> None:
    """Tell authors of short shares that many copied from. Safe to run twice."""
    from django.utils import timezone

    from knowledge.services.five_minutes import tell_much_copied

    tell_much_copied(now=timezone.now())


@shared_task(name="knowledge.tell_still_teaching")
def tell_still_teaching() -> None:
    """Tell teachers how many people learned last week from what they taught. Safe to run twice."""
    from django.utils import timezone

    from knowledge.services.still_teaching import tell_still_teaching

    tell_still_teaching(now=timezone.now())


@shared_task(name="knowledge.tell_followers")
def tell_followers() -> None:
    """Tell whoever follows topics what was new on them last week. Safe to run twice."""
    from django.utils import timezone

    from knowledge.services.followed import tell_followers

    tell_followers(now=timezone.now())


@shared_task(name="knowledge.clean_uploads")
def clean_uploads() -> None:
    """No bytes without a row and no row without bytes, a day after somebody gave up. Safe to run twice."""
    from django.utils import timezone

    from knowledge.services.uploads import clean_uploads

    clean_uploads(now=timezone.now())


@shared_task(name="knowledge.clean_images")
def clean_images() -> None:
    """No image without a text that names it, a week after it was added. Safe to run twice."""
    from django.utils import timezone

    from knowledge.services.attachments import clean_images

    clean_images(now=timezone.now())


@shared_task(name="knowledge.read_inbox")
def read_inbox() -> None:
    """Take in what lies in the watched folder, and bring what waited for its session. Safe to run twice."""
    from pathlib import Path

    from django.conf import settings
    from django.utils import timezone

    from knowledge.services.inbox import bring_waiting
    from knowledge.services.inbox_folder import read_folder

    now = timezone.now()
    if settings.CAPTURE_INBOX_DIR:
        read_folder(Path(settings.CAPTURE_INBOX_DIR), now=now)
    bring_waiting(now=now)


@shared_task(name="knowledge.clean_inbox")
def clean_inbox() -> None:
    """Forget the bytes of what was put away a month ago. Safe to run twice."""
    from django.utils import timezone

    from knowledge.services.inbox import clean_inbox

    clean_inbox(now=timezone.now())


@shared_task(name="knowledge.suggest_for_capture")
def suggest_for_capture(article_id: int) -> None:
    """Read a capture whose files or notes have just come. Safe to run twice."""
    from django.utils import timezone

    from knowledge.models import Article
    from knowledge.services.understanding_runs import understand_capture

    article = Article.objects.select_related("session__ritual", "recording").filter(pk=article_id).first()
    if article:
        understand_capture(article, now=timezone.now())


@shared_task(name="knowledge.suggest_left_over")
def suggest_left_over() -> None:
    """Read the captures whose request was lost. Safe to run twice."""
    from django.utils import timezone

    from knowledge.services.understanding_runs import understand_left_over

    understand_left_over(now=timezone.now())


@shared_task(name="knowledge.transcribe", soft_time_limit=6 * 3600, time_limit=6 * 3600 + 60)
def transcribe_recording(job_id: int) -> None:
    """Listen to one recording, in a queue of its own: one at a time, since each takes all processors for a while."""
    from django.utils import timezone

    from knowledge.services.transcription import transcribe
    from knowledge.speech import local_model
    from peerlearn.jobs.models import Job

    job = Job.objects.select_related("owner").filter(pk=job_id).first()
    if job:
        transcribe(job, engine=local_model, now=timezone.now())


@shared_task(name="knowledge.export", soft_time_limit=3600, time_limit=3660)
def export_articles(job_id: int) -> None:
    """Write the zip that somebody asked for. A job that was taken is left alone."""
    from django.utils import timezone

    from knowledge.services.exports import export
    from peerlearn.jobs.models import Job

    job = Job.objects.select_related("owner").filter(pk=job_id).first()
    if job:
        export(job, now=timezone.now())


@shared_task(name="knowledge.import_wiki", soft_time_limit=3600, time_limit=3660)
def import_wiki(job_id: int) -> None:
    """Make guides of the zip that somebody brought. A job that was taken is left alone."""
    from django.utils import timezone

    from knowledge.services.wiki_import import import_archive
    from peerlearn.jobs.models import Job

    job = Job.objects.select_related("owner").filter(pk=job_id).first()
    if job:
        import_archive(job, now=timezone.now())


@shared_task(name="knowledge.file_articles", soft_time_limit=3600, time_limit=3660)
def file_articles(job_id: int) -> None:
    """Let search learn of topics that became one. A job that was taken is left alone."""
    from django.utils import timezone

    from knowledge.services.filing import file_anew
    from peerlearn.jobs.models import Job

    job = Job.objects.select_related("owner").filter(pk=job_id).first()
    if job:
        file_anew(job, now=timezone.now())


@shared_task(name="knowledge.clean_exports")
def clean_exports() -> None:
    """Remove zips that were written, or brought and left behind, more than a day ago. Safe to run twice."""
    from django.utils import timezone

    from knowledge.services.exports import clean_exports
    from knowledge.services.wiki_import import clean_archives

    clean_exports(now=timezone.now())
    clean_archives(now=timezone.now())
