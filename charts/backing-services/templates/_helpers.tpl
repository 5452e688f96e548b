{{- define "backing.labels" -}}
app.kubernetes.io/part-of: driver-assistant-backing
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- /* The frame of one server; dict: root, name, ports, mount, container (YAML text). */ -}}
{{- define "backing.server" -}}
{{- $server := index .root.Values .name -}}
apiVersion: v1
kind: Service
metadata:
  name: {{ .name }}
  namespace: {{ .root.Release.Namespace }}
  labels: {{- include "backing.labels" .root | nindent 4 }}
spec:
  clusterIP: None
  selector: {app: {{ .name }}, release: {{ .root.Release.Name }}}
  ports:
    {{- range $port, $number := .ports }}
    - {name: {{ $port }}, port: {{ $number }}, targetPort: {{ $port }}, protocol: TCP}
    {{- end }}
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: {{ .name }}
  namespace: {{ .root.Release.Namespace }}
  labels: {{- include "backing.labels" .root | nindent 4 }}
spec:
  serviceName: {{ .name }}
  replicas: 1
  selector:
    matchLabels: {app: {{ .name }}, release: {{ .root.Release.Name }}}
  template:
    metadata:
      labels: {app: {{ .name }}, release: {{ .root.Release.Name }}}
      annotations:
        checksum/config: {{ include (print .root.Template.BasePath "/config.yaml") .root | sha256sum | trunc 16 }}
    spec:
      automountServiceAccountToken: false
      enableServiceLinks: false
      securityContext:
        runAsNonRoot: true
        runAsUser: {{ $server.user }}
        fsGroup: {{ $server.user }}
        seccompProfile: {type: RuntimeDefault}
      containers:
        - name: {{ .name }}
          image: {{ $server.image }}
          imagePullPolicy: IfNotPresent
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities: {drop: [ALL]}
          ports:
            {{- range $port, $number := .ports }}
            - {name: {{ $port }}, containerPort: {{ $number }}, protocol: TCP}
            {{- end }}
          {{- with $server.command }}
          command: {{- toJson . | nindent 12 }}
          {{- end }}
          {{- .container | nindent 10 }}
          resources:
            requests: {cpu: 100m, memory: 128Mi, ephemeral-storage: 64Mi}
            limits: {cpu: "1", memory: 512Mi, ephemeral-storage: 1Gi}
          volumeMounts:
            - {name: data, mountPath: {{ .mount }}}
            - {name: tmp, mountPath: /tmp}
            - {name: run, mountPath: /var/run/{{ .name }}}
            - {name: config, mountPath: /config, readOnly: true}
      volumes:
        - {name: tmp, emptyDir: {}}
        - {name: run, emptyDir: {}}
        - {name: config, secret: {secretName: backing-config}}
        {{- if not .root.Values.storage }}
        - {name: data, emptyDir: {}}
        {{- end }}
  {{- if .root.Values.storage }}
  volumeClaimTemplates:
    - metadata: {name: data}
      spec:
        accessModes: [ReadWriteOnce]
        resources: {requests: {storage: {{ .root.Values.storage }}}}
  {{- end }}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ .name }}
  namespace: {{ .root.Release.Namespace }}
  labels: {{- include "backing.labels" .root | nindent 4 }}
spec:
  podSelector:
    matchLabels: {app: {{ .name }}, release: {{ .root.Release.Name }}}
  policyTypes: [Ingress, Egress]
  ingress:
    - ports:
        {{- range .ports }}
        - {port: {{ . }}, protocol: TCP}
        {{- end }}
  egress:
    - ports: [{port: 53, protocol: UDP}, {port: 53, protocol: TCP}]
{{- end }}
