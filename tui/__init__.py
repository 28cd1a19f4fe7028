"""What is seen and pressed: the terminal interface and the command line.

What is where:

- the way in: ``cli``; lists at once: ``quick`` ``table``; verbs: ``commands`` ``verb`` ``session`` ``columns``
  ``sheet``; where and who: ``place`` ``language``; what went wrong: ``trouble`` ``telling`` ``because``
- on the screen: ``app`` ``link`` ``doing`` ``keys`` ``typeahead`` ``ticking`` ``ending``, ``screens`` ``widgets``
- what is shown: ``sight`` ``moments`` ``lines`` ``cells``; lists: ``listing`` ``preview``; a request: ``page`` ``tabs``
  ``standing`` ``noted`` ``beside``; around an act: ``overridden`` ``closing`` ``outcome``
- forms: ``form`` ``prefilled`` ``editing`` ``counted`` ``matching`` ``drafts`` ``external``; the wording check and the
  gate: ``words`` ``mending``
- the person's own: ``settings`` ``themes`` ``terminal`` ``notes`` ``copying`` ``publishing``
"""
