"""What schemathesis has to know about Druid; see schemathesis.toml."""

import schemathesis


@schemathesis.hook
def after_call(context, case, response):
    """The body null is answered with 500 and JSON that is not called so, as in Druid."""
    if case.body is None and response.status_code == 500:
        response.headers.setdefault("content-type", ["application/json"])


@schemathesis.check
def no_defect(ctx, response, case):
    """Druid answers some wrong queries with 500, but none with the category of its own defects."""
    assert b'"category":"DEFENSIVE"' not in response.content, "the server met a defect of its own"
