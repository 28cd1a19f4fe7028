"""The rules of the workflow, pure: values in, values out.

What is where, in the order in which to read it:

- the record: ``field`` ``columns`` ``planned`` ``happened`` ``kept`` ``record``; signed and changed: ``freeze``
  ``changes`` ``difference``; its past: ``ledger`` ``course`` ``told``
- people: ``roles`` ``mask`` ``masked_people`` ``ssh``; what a team may set: ``settings``
- gates: ``steps`` ``checks`` ``gates`` ``urgent`` ``overridden`` ``lessons`` ``remainders`` ``retrospective``
  ``documents``
- wording: ``sentences`` ``vocabulary`` ``quantity`` ``quantity_zh`` ``quantity_en`` ``reading`` ``bare`` ``rewrites``
  ``wording`` ``worded``
- clocks: ``hours`` ``workdays`` ``due_times`` ``clocks`` ``waits`` ``turns`` ``window`` ``promised`` ``promised_steps``
  ``running`` ``owed`` ``reminders``
- the ball: ``ball`` ``holding`` ``standing``
- numbers and finding: ``figures`` ``stats`` ``load`` ``similar`` ``terms`` ``grams``
"""
