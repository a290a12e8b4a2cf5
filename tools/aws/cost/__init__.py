"""What the deployment costs at list price, from its templates (`tour cost`).

``prices`` is the price list, ``assumptions`` what no template can know, ``meters`` say what each
type of resource is billed for, ``unpriced`` which types are not, ``bill`` adds up.
"""
