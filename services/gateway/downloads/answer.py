"""The answer to who asks for a file: kept by caches as long as the page that shows the same."""

from starlette.convertors import Convertor, register_url_convertor
from starlette.responses import Response

from services.gateway.downloads.sheet import Format, Sheet
from services.gateway.visit import Visit

MEDIA_TYPES = {
    Format.CSV: "text/csv; charset=utf-8; header=present",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class FormatName(Convertor[Format]):
    """``{form:format}`` at the end of an address; anything else is a 404."""

    regex = "|".join(Format)

    def convert(self, value: str) -> Format:
        return Format(value)

    def to_string(self, value: Format) -> str:
        return value.value


register_url_convertor("format", FormatName())


async def as_file(visit: Visit, sheet: Sheet, form: Format, cache: str = "no-store") -> Response:
    """The sheet as a file to save; 304 without one for who has the same.

    ``cache`` (Cache-Control) holds for visitors who are not signed in, as of pages.
    """
    told = visit.request.headers.get("if-none-match", "")
    known = [mark.strip() for mark in told.split(",")]
    written = await visit.gateway.sheets.write(sheet, form, known)
    headers = {
        "Cache-Control": cache if visit.session is None else "no-store",
        "ETag": written.mark,
        "Vary": "Cookie",
    }
    if written.content is None:
        return Response(status_code=304, headers=headers)
    headers["Content-Disposition"] = f'attachment; filename="{sheet.name}.{form}"'
    return Response(written.content, headers=headers, media_type=MEDIA_TYPES[form])
