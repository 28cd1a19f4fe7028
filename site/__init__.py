"""The archive: a folder of pages made from closed requests.

What is where: ``build`` starts it; ``collect`` is the door, and gives ``values`` by ``rows``, ``tally`` and the
``words`` of a ``language``; ``pages`` decides every address; ``charts``, ``search`` and ``files`` make what stands
beside the pages; ``write`` writes what changed; ``check`` looks a built folder over.
"""
