-- The three tables of the specification (section 4), column by column as they stand there.

CREATE TABLE penny_log (
    id UUID PRIMARY KEY,
    sesion_id UUID NOT NULL,
    turno_index INTEGER NOT NULL,

    -- Timing
    timestamp_inicio TIMESTAMPTZ NOT NULL,
    timestamp_fin TIMESTAMPTZ,

    -- Contenido
    rol VARCHAR(10) CHECK (rol IN ('usuario', 'penny', 'sistema')),
    texto TEXT NOT NULL,
    texto_hash VARCHAR(64),

    -- Audio (referencia local en DECK)
    audio_ref VARCHAR(255),
    audio_duracion_ms INTEGER,

    -- Métricas
    latencia_total_ms INTEGER,
    latencia_asr_ms INTEGER,
    latencia_llm_ms INTEGER,
    latencia_tts_ms INTEGER,
    tokens_prompt INTEGER,
    tokens_respuesta INTEGER,

    -- Trazabilidad
    trace_id UUID,
    grace_llamadas JSONB DEFAULT '[]',
    planos_activos JSONB NOT NULL,

    -- Estado
    interrumpido BOOLEAN DEFAULT false
);

CREATE TABLE penny_planos (
    id UUID PRIMARY KEY,
    plano_tipo VARCHAR(50) NOT NULL,
    plano_version VARCHAR(20) NOT NULL,
    player_id UUID,
    contenido JSONB NOT NULL,
    contenido_hash VARCHAR(64),
    fecha_modificacion TIMESTAMPTZ DEFAULT NOW(),
    activo BOOLEAN DEFAULT true
);

CREATE TABLE penny_sesiones (
    id UUID PRIMARY KEY,
    player_id UUID NOT NULL,
    inicio TIMESTAMPTZ NOT NULL,
    fin TIMESTAMPTZ,
    total_turnos INTEGER DEFAULT 0,
    planos_cargados JSONB NOT NULL,
    resumen TEXT,
    estado VARCHAR(20) DEFAULT 'activa'
);

-- A turn belongs to a session, and to one place in it.
ALTER TABLE penny_log
    ADD CONSTRAINT penny_log_sesion FOREIGN KEY (sesion_id) REFERENCES penny_sesiones (id),
    ADD CONSTRAINT penny_log_orden UNIQUE (sesion_id, turno_index);

-- One version of a plano is in force, for all (no player) or for one player.
CREATE UNIQUE INDEX penny_planos_activo
    ON penny_planos (plano_tipo, COALESCE(player_id, '00000000-0000-0000-0000-000000000000'))
    WHERE activo;

-- A player's sessions, newest first; and those that a crash left open.
CREATE INDEX penny_sesiones_player ON penny_sesiones (player_id, inicio DESC);
CREATE INDEX penny_sesiones_activas ON penny_sesiones (id) WHERE estado = 'activa';

-- From a trace to what was said in it.
CREATE INDEX penny_log_trace ON penny_log (trace_id);
