import type { Spot } from './schema.ts'
import type { TreeDocument } from './tree-document.ts'
import { type Fields, fieldsOf, listOf, textOf } from './value.ts'

export interface Variable extends Spot {
  name: string
  value: string
}

/** A container as a deployment file declares it: of a Compose service, or of a Kubernetes pod. */
export interface Workload extends Spot {
  from: 'compose' | 'kubernetes'
  /** Compose service, or the Kubernetes workload: "orders". */
  name: string
  /** Deployment, StatefulSet, CronJob; "service" in Compose. */
  kind: string
  /** Names under which others reach it. */
  hosts: Set<string>
  image: string
  imageAt: number
  /** Folder of its Dockerfile, when the file builds it. */
  build: string | undefined
  variables: readonly Variable[]
  /** The container, and the workload around it, as written. */
  container: Fields
  spec: Fields
  isInit: boolean
  /** The container's name in its pod. */
  containerName: string
}

/** What is deployed together: a Compose file, or the Kubernetes files of one folder. */
export interface System {
  workloads: readonly Workload[]
  /** Other Kubernetes objects, by kind: "HorizontalPodAutoscaler". */
  objects: readonly { kind: string; name: string; fields: Fields }[]
}

export function readCompose(document: TreeDocument): System {
  const { file, at } = document
  const services = Object.entries(fieldsOf(fieldsOf(document.value).services))
  const workloads = services.map(([name, value]): Workload => {
    const fields = fieldsOf(value)
    const steps = ['services', name]
    const build = textOf(fields.build) || textOf(fieldsOf(fields.build).context)
    const dockerfile = textOf(fieldsOf(fields.build).dockerfile)
    return {
      file,
      at: at(steps),
      from: 'compose',
      name,
      kind: 'service',
      hosts: new Set(
        [name, textOf(fields.container_name), textOf(fields.hostname)].filter(Boolean),
      ),
      image: textOf(fields.image),
      imageAt: at([...steps, 'image']),
      build: fields.build ? `${build}:${dockerfile}` : undefined,
      variables: composeVariables(document, [...steps, 'environment'], fields.environment),
      container: fields,
      spec: fields,
      isInit: false,
      containerName: name,
    }
  })
  return { workloads, objects: [] }
}

function composeVariables(
  { file, at }: TreeDocument,
  steps: readonly string[],
  environment: unknown,
): Variable[] {
  if (Array.isArray(environment)) {
    return environment.map((item, index) => {
      const [, name = '', value = ''] = /^([^=]*)=?([\s\S]*)$/.exec(textOf(item)) ?? []
      return { file, at: at([...steps, index]), name, value }
    })
  }
  return Object.entries(fieldsOf(environment)).map(([name, value]) => {
    return { file, at: at([...steps, name]), name, value: textOf(value) }
  })
}

/** Where each kind of workload keeps its pod. */
const podSteps: Readonly<Record<string, readonly string[]>> = {
  Deployment: ['spec', 'template', 'spec'],
  StatefulSet: ['spec', 'template', 'spec'],
  DaemonSet: ['spec', 'template', 'spec'],
  Job: ['spec', 'template', 'spec'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
  Pod: ['spec'],
}

export function readKubernetes(documents: readonly TreeDocument[]): System {
  const workloads = documents.flatMap(readWorkloads)
  const objects = documents.map(({ value }) => {
    const fields = fieldsOf(value)
    return { kind: textOf(fields.kind), name: textOf(fieldsOf(fields.metadata).name), fields }
  })
  for (const { kind, name, fields } of objects) {
    if (kind !== 'Service') continue
    const selector = Object.entries(fieldsOf(fieldsOf(fields.spec).selector))
    for (const workload of workloads) {
      const labels = labelsOf(workload)
      const isChosen = selector.length && selector.every(([key, value]) => labels[key] === value)
      if (isChosen) workload.hosts.add(name)
    }
  }
  return { workloads, objects }
}

/** Names of the workloads that an autoscaler scales. */
export function scaledNames({ objects }: System): string[] {
  return objects
    .filter(({ kind }) => /Autoscaler|ScaledObject/.test(kind))
    .map(({ fields }) => textOf(fieldsOf(fieldsOf(fields.spec).scaleTargetRef).name))
}

function labelsOf({ spec }: Workload): Fields {
  return fieldsOf(fieldsOf(fieldsOf(fieldsOf(spec.spec).template).metadata).labels)
}

function readWorkloads(document: TreeDocument): Workload[] {
  const { file, at } = document
  const object = fieldsOf(document.value)
  const kind = textOf(object.kind)
  const steps = podSteps[kind]
  if (!steps) return []
  const name = textOf(fieldsOf(object.metadata).name)
  const pod = steps.reduce((fields, step) => fieldsOf(fields[step]), object)
  return (['initContainers', 'containers'] as const).flatMap((list) =>
    listOf(pod[list]).map((item, index): Workload => {
      const container = fieldsOf(item)
      const place = [...steps, list, index]
      const variables = listOf(container.env).map((variable, position) => {
        const { name: called, value } = fieldsOf(variable)
        const where = at([...place, 'env', position])
        return { file, at: where, name: textOf(called), value: textOf(value) }
      })
      return {
        file,
        at: at(place),
        from: 'kubernetes',
        name,
        kind,
        hosts: new Set([name]),
        image: textOf(container.image),
        imageAt: at([...place, 'image']),
        build: undefined,
        variables,
        container,
        spec: object,
        isInit: list === 'initContainers',
        containerName: textOf(container.name),
      }
    }),
  )
}
