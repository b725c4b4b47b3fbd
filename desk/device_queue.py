"""Taking in what a device without a network saved as a file."""

from django.http import HttpRequest, HttpResponse

from desk.pages import DeskPage
from intake.queue_file import UnreadableFile, take_in


class DeviceQueuePage(DeskPage):
    """Choose the file; afterwards, for every usulan in it, what became of it."""

    permissions = ("desk.import_form_workbook",)
    template_name = "device_queue.html"
    title = "Antrean perangkat"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(self.title, taken=None)

    def refused(self, problem: str) -> HttpResponse:
        """The form again, with what to do."""
        return self.page(self.title, status=400, taken=None, problem=problem)

    def post(self, request: HttpRequest) -> HttpResponse:
        file = request.FILES.get("berkas")
        if file is None:
            return self.refused("Pilih dulu berkas antreannya.")
        try:
            taken = take_in(file, actor=request.user)
        except UnreadableFile as error:
            return self.refused(str(error))
        return self.page(self.title, taken=taken, done=sum(1 for row in taken if row.proposal))
