# Workers with the Vector API. BASE_IMAGE is Beam's SDK image for Java 17 of the very version of the pipeline
# (apache/beam_java17_sdk:2.62.0); run the job with --experiments=use_runner_v2 --sdkContainerImage=<this image>.
ARG BASE_IMAGE
FROM ${BASE_IMAGE}
# The container's boot program adds what it finds here to the JVM's command line.
COPY src/main/dataflow/vector.json /opt/apache/beam/options/vector.json
