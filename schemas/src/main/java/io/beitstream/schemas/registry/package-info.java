/** Schemas in a registry that speaks Confluent's REST interface, and records that name them. */
package io.beitstream.schemas.registry;
