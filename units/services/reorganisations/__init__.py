"""Acts on the organisation, by a decision and from a day on: prepared, looked at, confirmed, carried out, undone.

acts: what a person does with one; rules: what each kind of act asks for; handover: what units hold and where it goes;
own: people and units below, which pass on too; journal: what was changed, so that it can be undone; carrying: it takes
effect; size: whether a page waits for that; due: what the job does.
Source: product.md, rule 9; decision 17.
"""
