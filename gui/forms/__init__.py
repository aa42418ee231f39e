"""Forms made from declared fields.

    form.py        the whole: values in, values out, problems under their fields
    fieldset.py    fields below one another: what a form, a group and an item of a list have in common
    row.py         one field of it: label, editor, help, and what is said about it
    editor.py      what every editor can do; one file a kind in `editors/`
    feedback.py    when something is said: problems, and warnings that keep nobody from going on
    clearing.py    null and empty on purpose; `row_menu.py` is where that is chosen
    lookups.py     where the lists of the account come from; `lookup_cache.py` keeps them across forms
    pasted.py      what a pasted text means where several values are wanted
    from_curl.py   a curl command as the values of a call that one writes oneself

A form knows fields and values; it has never heard of an app, a connection or a request.
"""
