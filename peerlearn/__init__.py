"""PeerLearn: a company's peer-to-peer learning program, self-hosted."""

from peerlearn.celery import app as celery_app

__all__ = ["celery_app"]
