"""What is true: acts go in, frozen records come out.

What is where, in the order in which to read it:

- ``rules``: the workflow itself, pure; ``acts``: all that can be done; ``text``: every sentence, in both languages
- the file: ``connection`` ``schema`` ``migrations`` ``file`` ``acting`` ``derive`` ``errors``; kept safe: ``verify``
  ``heads`` ``backup``
- reading it: ``read`` ``seen`` ``query`` ``search`` ``past`` ``numbers`` ``flat`` ``digest`` ``due``
- documents: ``documents`` ``printed`` ``sandbox`` ``quoting``; Markdown: ``dialect`` ``markdown``
- in and out: ``exchange`` ``pieces`` ``calendar_seed`` ``demo``; what time brings about: ``ticks`` ``hooks``
"""
