"""Forms made from declared fields.

    form.py       the whole: values in, values out, problems under their fields
    fieldset.py   fields below one another: what a form, a group and an item of a list have in common
    row.py        one field of it: label, editor, help, problem
    editor.py     what every editor can do; one file a kind in `editors/`
    lookups.py    where the lists of the account come from

A form knows fields and values; it has never heard of an app, a connection or a request.
"""
