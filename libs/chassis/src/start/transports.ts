import { Injectable } from '@nestjs/common';
import type { CustomTransportStrategy } from '@nestjs/microservices';

/** What a service listens to besides HTTP; modules add theirs while the application is put together. */
@Injectable()
export class Transports {
  readonly strategies: CustomTransportStrategy[] = [];
}
