"""Ending the news, by the signed link in their letters."""

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from conference.core import clock
from conference.core.access import Who, Whose, access
from conference.mailroom.operations import unsubscribing
from conference.mailroom.rendering import UNSUBSCRIBE_SALT


@csrf_exempt  # mail programs post without a cookie (RFC 8058); the link is signed
@access(Who.BEARER, whose=Whose.OWN, methods=("GET", "POST"))
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Ask on GET, as mail scanners follow links; end the news on POST."""
    try:
        address = signing.loads(token, salt=UNSUBSCRIBE_SALT)
    except signing.BadSignature as error:
        raise Http404 from error
    if request.method == "POST":
        unsubscribing.end_news(address, now=clock.now())
    context = {"address": address, "is_done": request.method == "POST"}
    return render(request, "mailroom/unsubscribe.html", context)
