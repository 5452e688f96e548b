"""What a `DriverAssistant` should have: one pure builder per kind of child.

A builder takes the resource and facts and returns manifests; it never talks to a server. A pod
template depends on its declared inputs only (`pod.PodInputs`), so nothing else can restart a pod.
"""
