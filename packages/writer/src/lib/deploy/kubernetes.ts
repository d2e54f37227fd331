import type { Deployable, Design } from '@archwright/model'

import { slug } from '../paths.ts'
import { containerPort, endpoints, grpcPort, keysFolder } from '../process-face.ts'
import { yamlText } from '../text/yaml.ts'
import { addressOf, offersGrpc, showsCertificates } from './environment.ts'

/** Whether the design runs its processes on Kubernetes; elsewhere nobody would read the manifests. */
export const runsOnKubernetes = ({ decisions }: Design): boolean =>
  decisions.some(({ key, chosen }) => key === 'orchestration' && chosen === 'Kubernetes')

/** deploy/kubernetes/processes.yaml: each process with its replicas, probes and bounds, to be applied as it is. */
export function kubernetes(design: Design): string {
  return design.deployables
    .flatMap((each) => [
      deployment(design, each),
      service(design, each),
      ...(each.replicas > 1 ? [disruptionBudget(design, each)] : []),
    ])
    .map(yamlText)
    .join('---\n')
}

function deployment(design: Design, deployable: Deployable): object {
  const { name, replicas } = deployable
  const labels = labelsOf(design, name)
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: slug(name), labels },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      // A new replica is ready before an old one leaves, so that the peak is carried throughout.
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
      template: { metadata: { labels }, spec: podSpec(design, deployable, labels) },
    },
  }
}

function podSpec(design: Design, deployable: Deployable, labels: object): object {
  return {
    // Longer than draining and the longest call together.
    terminationGracePeriodSeconds: 30,
    automountServiceAccountToken: false,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: 1000,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        topologyKey: 'topology.kubernetes.io/zone',
        whenUnsatisfiable: 'ScheduleAnyway',
        labelSelector: { matchLabels: labels },
      },
    ],
    containers: [container(design, deployable)],
    volumes: [
      { name: 'signing-keys', secret: { secretName: `${slug(design.system)}-signing-keys` } },
      { name: 'secrets', secret: { secretName: slug(design.system) } },
      { name: 'scratch', emptyDir: {} },
      ...(showsCertificates(design) ? [certificateVolume(deployable)] : []),
    ],
  }
}

function container(design: Design, { name, coresPerReplica, memoryMb }: Deployable): object {
  const memory = `${Math.ceil(memoryMb)}Mi`
  const others = design.deployables.filter((each) => each.name !== name)
  const probe = (path: string, failureThreshold: number) => ({
    httpGet: { path, port: 'http' },
    periodSeconds: 1,
    timeoutSeconds: 1,
    failureThreshold,
  })
  return {
    name: slug(name),
    image: `${slug(design.system)}:set-by-the-pipeline`,
    ports: [
      { name: 'http', containerPort },
      ...(offersGrpc(design) ? [{ name: 'grpc', containerPort: grpcPort }] : []),
      ...(showsCertificates(design) ? [{ name: 'internal', containerPort: internalPort }] : []),
    ],
    env: Object.entries({
      ...(others.length > 0 ? { PROCESS: name } : {}),
      SIGNING_KEYS_FILE: `${keysFolder}/signing-keys.json`,
      SECRETS_FOLDER: secretsFolder,
      TRUST_PROXY: 'true',
      ...Object.fromEntries(
        others.map((each) => [addressOf(each.name), internalAddress(design, each)]),
      ),
      ...(showsCertificates(design) ? certificateFiles : {}),
    }).map(([key, value]) => ({ name: key, value })),
    // What .env.example names and is no secret.
    envFrom: [{ configMapRef: { name: slug(design.system), optional: true } }],
    resources: { requests: { cpu: String(coresPerReplica), memory }, limits: { memory } },
    startupProbe: probe(endpoints.started, 60),
    readinessProbe: probe(endpoints.ready, 3),
    // Only a process that no longer answers at all is restarted.
    livenessProbe: { ...probe(endpoints.live, 3), periodSeconds: 10, timeoutSeconds: 3 },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    },
    volumeMounts: [
      { name: 'signing-keys', mountPath: keysFolder, readOnly: true },
      // DATABASE_URL and the other secrets of .env.example, a file each, written by the secret store: a process sees
      // within a minute that one was renewed.
      { name: 'secrets', mountPath: secretsFolder, readOnly: true },
      { name: 'scratch', mountPath: '/tmp' },
      ...(showsCertificates(design)
        ? [{ name: 'certificate', mountPath: certificateFolder, readOnly: true }]
        : []),
    ],
  }
}

const secretsFolder = '/run/secrets/app'

const internalPort = 3_443
const certificateFolder = '/var/run/service-certificate'

/** As cert-manager writes them; a renewed certificate is read again. */
const certificateFiles = {
  SERVICE_CERT_FILE: `${certificateFolder}/tls.crt`,
  SERVICE_KEY_FILE: `${certificateFolder}/tls.key`,
  SERVICE_CA_FILE: `${certificateFolder}/ca.crt`,
}

const certificateVolume = ({ name }: Deployable): object => ({
  name: 'certificate',
  secret: { secretName: `${slug(name)}-certificate` },
})

const internalAddress = (design: Design, { name }: Deployable): string =>
  showsCertificates(design) ? `https://${slug(name)}:${internalPort}` : `http://${slug(name)}`

const service = (design: Design, { name }: Deployable): object => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: slug(name), labels: labelsOf(design, name) },
  spec: {
    selector: labelsOf(design, name),
    ports: [
      { name: 'http', port: 80, targetPort: 'http' },
      ...(offersGrpc(design) ? [{ name: 'grpc', port: grpcPort, targetPort: 'grpc' }] : []),
      ...(showsCertificates(design)
        ? [{ name: 'internal', port: internalPort, targetPort: 'internal' }]
        : []),
    ],
  },
})

const disruptionBudget = (design: Design, { name }: Deployable): object => ({
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name: slug(name) },
  spec: { maxUnavailable: 1, selector: { matchLabels: labelsOf(design, name) } },
})

const labelsOf = ({ system }: Design, name: string) => ({
  'app.kubernetes.io/part-of': slug(system),
  'app.kubernetes.io/name': slug(name),
})
