package dev.lode.app.command;

import picocli.CommandLine.Command;

/// `lode config`: what is set.
@Command(name = "config", description = "Shows what is set, and why.")
final class ConfigCommand {}
