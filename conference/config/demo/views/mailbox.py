"""The mailbox of the demo, for everyone: it holds letters to invented people."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header, urlencode

from conference.config.demo import mailbox
from conference.core.access import Who, Whose, access

ON_A_PAGE = 50
LONGEST_SEARCH = 254
# Mail programs read styles inside a letter; nothing else in it does anything, and it
# stands in a frame of its own.
LETTER_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
)
FILE_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"
NEW_WINDOW = '<base target="_blank">'


@access(Who.ANYONE, whose=Whose.ANYBODYS)
def inbox(request: HttpRequest) -> HttpResponse:
    wanted = request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    page = Paginator(mailbox.names(wanted), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": mailbox.lines(list(page.object_list)),
        "wanted": wanted,
        "query": urlencode({"q": wanted}) + "&" if wanted else "",
    }
    return render(request, "demo/inbox.html", context)


@access(Who.ANYONE, whose=Whose.ANYBODYS)
def letter(request: HttpRequest, name: str) -> HttpResponse:
    return render(request, "demo/letter.html", {"letter": _opened(name)})


@access(Who.ANYONE, whose=Whose.ANYBODYS)
def letter_html(_request: HttpRequest, name: str) -> HttpResponse:
    html = _opened(name).html
    # A link in a letter opens beside the mail program, not inside the letter.
    return HttpResponse(
        html.replace("<head>", "<head>" + NEW_WINDOW, 1),
        headers={
            "Content-Security-Policy": LETTER_POLICY,
            "X-Frame-Options": "SAMEORIGIN",
        },
    )


@access(Who.ANYONE, whose=Whose.ANYBODYS)
def attachment(_request: HttpRequest, name: str, place: int) -> HttpResponse:
    files = _opened(name).attachments
    if place >= len(files):
        raise Http404
    disposition = content_disposition_header(
        as_attachment=True, filename=files[place].filename
    )
    return HttpResponse(
        files[place].content,
        content_type=files[place].content_type,
        headers={
            "Content-Disposition": disposition or "attachment",
            "Content-Security-Policy": FILE_POLICY,
        },
    )


def _opened(name: str) -> mailbox.Opened:
    found = mailbox.opened(name)
    if found is None:
        raise Http404
    return found
