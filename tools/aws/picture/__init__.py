"""docs/aws.svg: a picture of the deployment, drawn from its templates.

``scene`` reads what there is to be drawn, ``drawing`` draws it with the brush of ``svg``.
"""
