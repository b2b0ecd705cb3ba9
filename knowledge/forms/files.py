"""A zip of Markdown files."""

import zipfile

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

LARGEST = 100 * 1024**2  # bytes, packed


class ImportForm(forms.Form):
    archive = forms.FileField(
        label=_("Zip of Markdown files"),
        help_text=_("Images and files that a page names come along. At most 100 MB."),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".zip"}),
    )

    def clean_archive(self) -> UploadedFile:
        archive: UploadedFile = self.cleaned_data["archive"]
        if (archive.size or 0) > LARGEST:
            raise forms.ValidationError(_("The file is larger than 100 MB."))
        if not zipfile.is_zipfile(archive):
            raise forms.ValidationError(_("This is no zip file."))
        archive.seek(0)
        return archive
