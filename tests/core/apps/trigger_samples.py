"""Triggers that have nothing wrong, to be broken in one place."""

POLL = """\
label: Watch Things
kind: trigger-polling
effect: read
summary: Gives new things.
fields:
  - {key: start, label: Start, kind: select, options: {now: Now, all: All, date: Since}, local: true}
  - {key: day, label: Day, kind: date}
  - {key: last, label: Until, kind: date}
  - {key: settle, label: Settle, kind: integer, local: true}
  - {key: limit, label: Limit, kind: integer}
request: {method: GET, path: /things}
paging:
  kind: offset
  param: offset
  size: {param: limit, most: 50}
  rows_at: paging.total
  limit_field: limit
  highest: 1000
  windows: {since: since, until: until, at: made, id_at: id, since_field: day, until_field: last}
poll: {at: made, id_at: id, start_field: start, start_date_field: day, settle_field: settle}
bundles: {at: data, or_whole: true}
"""

ATTACHED = """\
label: Watch Answers
kind: trigger-instant
effect: read
summary: Waits for answers.
fields:
  - {key: survey, label: Survey, kind: text, required: true}
  - {key: word, label: Word, kind: text, local: true}
hook:
  attach: {method: POST, path: /hooks, body: {topic: "done.{survey}", url: $hook_url, key: $hook_secret}}
  id_at: result.id
  detach: {method: DELETE, path: "/hooks/{hook_id}"}
  find: {request: {method: GET, path: "/{account}/hooks"}, items: data, url_at: url, id_at: id}
  signature: {kind: hmac, algorithm: sha512, given_in: form, name: HMAC, over: MSG}
  payload: {encoding: form, part: MSG, bundles: {add: {word: $word}}}
  counts:
    - {at: Survey, equals: $survey}
    - {at: text, words: [good, news]}
    - {at: Survey, filled: false}
  dedupe: [Answer]
  follow_up:
    request: {method: GET, path: "/surveys/{Survey}/answers/{Answer}"}
    bundles: {at: result, add: {answer: $Answer}}
    again_for: 15
  answers_get: true
"""
