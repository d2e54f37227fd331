import 'reflect-metadata'

import {
  Body,
  Controller,
  Get,
  HttpCode,
  Module,
  Param,
  Post,
  UnauthorizedException,
  ValidationPipe,
} from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify'
import { Type } from 'class-transformer'
import {
  ArrayMaxSize,
  IsArray,
  IsInt,
  IsString,
  IsUUID,
  Length,
  Matches,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator'

import type { Peer } from '../tea/serve.ts'
import { tea } from '../tea/tea.ts'

/**
 * NestJS on Fastify as its documentation shows it: ValidationPipe with class-validator, the token checked by a guard.
 * Node strips types but knows no decorators, so they are applied by calls, with the metadata that tsc would write.
 */
export async function serveNest({ check }: Pick<Peer, 'check'>): Promise<string> {
  class TokenGuard {
    async canActivate(context: Context): Promise<boolean> {
      await check(context.switchToHttp().getRequest().headers.authorization).catch(() => {
        throw new UnauthorizedException()
      })
      return true
    }
  }
  Controller('teas')(TeaController)
  class TeaApp {}
  Module({ controllers: [TeaController] })(TeaApp)
  const app = await NestFactory.create<NestFastifyApplication>(TeaApp, new FastifyAdapter(), {
    logger: ['error', 'fatal'],
  })
  app.useGlobalGuards(new TokenGuard())
  app.useGlobalPipes(
    new ValidationPipe({ transform: true, whitelist: true, forbidNonWhitelisted: true }),
  )
  await app.listen(0, '127.0.0.1')
  return app.getUrl()
}

interface Context {
  switchToHttp(): { getRequest(): { readonly headers: { readonly authorization?: string } } }
}

class Price {
  declare amount: number
  declare currency: string
}
decorate(Price, 'amount', Number, [IsInt(), Min(0)])
decorate(Price, 'currency', String, [Matches(/^[A-Z]{3}$/)])

class TeaId {
  declare teaId: string
}
decorate(TeaId, 'teaId', String, [IsUUID()])

class Tea extends TeaId {
  declare name: string
  declare categories: string[]
  declare price: Price
}
decorate(Tea, 'name', String, [IsString(), Length(1, 80)])
decorate(Tea, 'categories', Array, [
  IsArray(),
  ArrayMaxSize(10),
  IsString({ each: true }),
  MaxLength(60, { each: true }),
])
decorate(Tea, 'price', Price, [ValidateNested(), Type(() => Price)])

class TeaController {
  getTea(_params: TeaId) {
    return tea
  }
  changeTea(_body: Tea) {
    return tea
  }
}
route('getTea', TeaId, { method: [Get(':teaId')], parameter: Param() })
route('changeTea', Tea, { method: [Post(), HttpCode(200)], parameter: Body() })

function decorate(
  owner: { prototype: object },
  property: string,
  type: object,
  decorators: readonly PropertyDecorator[],
): void {
  for (const decorator of decorators) decorator(owner.prototype, property)
  Reflect.defineMetadata('design:type', type, owner.prototype, property)
}

function route(
  name: 'getTea' | 'changeTea',
  input: object,
  { method, parameter }: { method: readonly MethodDecorator[]; parameter: ParameterDecorator },
): void {
  const { prototype } = TeaController
  Reflect.defineMetadata('design:paramtypes', [input], prototype, name)
  parameter(prototype, name, 0)
  const descriptor = Object.getOwnPropertyDescriptor(prototype, name)
  if (!descriptor) throw new TypeError(`${name} is no method`)
  for (const decorator of method) decorator(prototype, name, descriptor)
}
